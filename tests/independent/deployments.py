"""The ways the templates are deployed in the checks: with each parameter that switches something on and off."""

import pytest

from cloudformation import PSEUDO, Template

ORGANIZATION = "o-a1b2c3d4e5"
HUB, RESOURCE, MANAGEMENT = "333333333333", "111111111111", "999999999999"
KEY = f"arn:aws:kms:eu-west-1:{HUB}:key/11111111-2222-3333-4444-555555555555"
UNITS = [f"{ORGANIZATION}/*/ou-ab12-11111111/*", f"{ORGANIZATION}/*/ou-ab12-22222222/*"]

HUB_PARAMETERS = {
    "AWS::AccountId": HUB,
    "OrganizationId": ORGANIZATION,
    "ManagementAccountId": MANAGEMENT,
    "ResourceAccountId": RESOURCE,
    "CodeBucket": "code",
    "PairAccountCode": "pair-account.zip",
    "PatchTaskDefinitionCode": "patch-task-definition.zip",
    "BackfillCode": "backfill.zip",
    "ConfigurationCode": "configuration.zip",
}
FORWARD = {"HubAccountId": HUB, "HubRegion": "eu-west-1"}
TASK_ACCOUNT = {
    **FORWARD,
    "OrganizationId": ORGANIZATION,
    "ResourceAccountId": RESOURCE,
    "HomeRegion": "eu-west-1",
    "Regions": ["eu-west-1", "us-east-1"],
}
HOST = {"PairName": "orders", "ResourceAccountId": RESOURCE, "ClusterName": "orders", "ImageId": "ami-1"}
ACCESS = {"AWS::AccountId": RESOURCE, "OrganizationId": ORGANIZATION, "OrganizationPaths": UNITS}

DEPLOYMENTS = {
    "hub": {
        "plain": HUB_PARAMETERS,
        "everything": {
            **HUB_PARAMETERS,
            "BackfillDefinition": "backfill.asl.json",
            "KeyArn": KEY,
            "AlarmTopicArn": f"arn:aws:sns:eu-west-1:{HUB}:alarms",
            "Architecture": "x86_64",
        },
    },
    "management-account": {
        "organizations": {**FORWARD, "AWS::AccountId": MANAGEMENT, "AWS::Region": "us-east-1"},
        "control-tower": {**FORWARD, "AWS::AccountId": MANAGEMENT, "ControlTowerHomeRegion": "eu-west-1"},
    },
    "task-account": {
        "home": TASK_ACCOUNT,
        "other-region": {**TASK_ACCOUNT, "AWS::Region": "us-east-1"},
        "resource-account": {**TASK_ACCOUNT, "AWS::AccountId": RESOURCE},
    },
    "resource-account": {
        "plain": {"AWS::AccountId": RESOURCE, "OrganizationId": ORGANIZATION, "HubAccountId": HUB},
    },
    "image-and-bucket-access": {"plain": ACCESS, "bucket": {**ACCESS, "BucketName": "settings", "BucketPrefix": "env/"}},
    "host-delivery": {"account": HOST, "organization": {**HOST, "Trust": "organization"}},
}


def deployment(name, way):
    return Template(name, **{**PSEUDO, **DEPLOYMENTS[name][way]})


def deployments(*chosen):
    return [
        pytest.param(deployment(name, way), id=f"{name}-{way}")
        for name, ways in DEPLOYMENTS.items()
        for way in ways
        if not chosen or name in chosen
    ]
