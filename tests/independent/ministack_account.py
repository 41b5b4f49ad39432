"""Runs a command of the install script in an account of ministack, which takes the account from the access key.

usage: ministack_account.py ACCOUNT COMMAND...
       ministack_account.py --join ACCOUNT

ministack 1.5.33 has no StackSets and no trusted access, so these steps are substituted. Every other one is run
unchanged:

| step | instead |
|---|---|
| cloudformation activate-organizations-access | nothing: there is no trusted access to activate |
| organizations list- and register-delegated-administrator(s) | nothing: any account may read the organization |
| cloudformation describe-stack-set | answers that there is none |
| cloudformation create-stack-set | its template and parameters are kept |
| cloudformation create-stack-instances | `create-stack` with them in each account and Region |
| cloudformation describe-stack-set-operation | SUCCEEDED, once each of those stacks is complete |
| cloudformation list-stack-instances | an empty list: if a stack is not made, `create-stack-instances` fails |
| automatic deployment in an account that joins | `--join` makes the stack |
"""

import json
import os
import pathlib
import subprocess
import sys

import boto3

KEPT = pathlib.Path(os.environ["SUBSTITUTED"])
NOTHING = {
    ("cloudformation", "activate-organizations-access"),
    ("organizations", "list-delegated-administrators"),
    ("organizations", "register-delegated-administrator"),
}


def client(service, account, region=None):
    return boto3.client(service, aws_access_key_id=account, aws_secret_access_key="test", region_name=region)


def option(command, name):
    return command[command.index(name) + 1]


def kept():
    return json.loads(KEPT.read_text()) if KEPT.exists() else {"performed": []}


def keep(**members):
    KEPT.write_text(json.dumps({**kept(), **members}))


def make_stack(account, region):
    cloudformation = client("cloudformation", account, region)
    cloudformation.create_stack(
        StackName="StackSet-rolepair-task-account",
        TemplateBody=pathlib.Path(kept()["template"]).read_text(),
        Parameters=kept()["parameters"],
        Capabilities=kept()["capabilities"],
    )
    cloudformation.get_waiter("stack_create_complete").wait(
        StackName="StackSet-rolepair-task-account", WaiterConfig={"Delay": 1}
    )


def substituted(account, command):
    """The exit code of a substituted command, or None if the command is run unchanged."""
    step = tuple(command[1:3])
    if step in NOTHING:
        return 0
    if step == ("cloudformation", "describe-stack-set"):
        return 254
    if step == ("cloudformation", "create-stack-set"):
        keep(
            template=option(command, "--template-body").removeprefix("file://"),
            parameters=[json.loads(one) for one in command[command.index("--parameters") + 1 :]],
            capabilities=[option(command, "--capabilities")],
        )
        return 0
    if step == ("cloudformation", "create-stack-instances"):
        keep(regions=command[command.index("--regions") + 1 : command.index("--operation-preferences")])
        for member in accounts(option(command, "--region")):
            # As on AWS, not in the management account.
            if member["Id"] != os.environ["AWS_ACCESS_KEY_ID"]:
                join(member["Id"])
        print("operation")
        return 0
    if step == ("cloudformation", "describe-stack-set-operation"):
        print("SUCCEEDED")
        return 0
    if step == ("cloudformation", "list-stack-instances"):
        return 0
    return None


def accounts(region):
    return client("organizations", os.environ["AWS_ACCESS_KEY_ID"], region).list_accounts()["Accounts"]


def join(account):
    for region in kept()["regions"]:
        make_stack(account, region)


def main(arguments):
    if arguments[0] == "--join":
        return join(arguments[1])
    account, command = arguments[0], arguments[1:]
    code = substituted(account, command)
    if code is None:
        code = subprocess.run(command, env={**os.environ, "AWS_ACCESS_KEY_ID": account}).returncode
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
