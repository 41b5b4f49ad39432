"""Reads the templates in infra/templates and evaluates their functions, as CloudFormation does.

It knows exactly what the templates use. Anything else is an error and never ignored.
"""

import json
import pathlib
import re

from cfnlint.decode import decode

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "infra" / "templates"
POLICIES = ROOT / "infra" / "policies"
PATTERNS = ROOT / "infra" / "event-patterns"

# Values for the pseudo parameters.
PSEUDO = {"AWS::Partition": "aws", "AWS::Region": "eu-west-1", "AWS::AccountId": "222222222222"}
NO_VALUE = object()

# How the ARN of a resource follows from its own properties. For a type that is not listed, a reference resolves
# to the logical id, which is enough to compare references.
ARNS = {
    "AWS::SQS::Queue": ("sqs", "{QueueName}"),
    "AWS::Events::EventBus": ("events", "event-bus/{Name}"),
    "AWS::Lambda::Function": ("lambda", "function:{FunctionName}"),
    "AWS::Logs::LogGroup": ("logs", "log-group:{LogGroupName}:*"),
}


def names():
    return sorted(path.stem for path in TEMPLATES.glob("*.yaml"))


def plain(value):
    """The template without the reader's line numbers."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, str) else value


class Template:
    """One template, with values for its parameters."""

    def __init__(self, name, **parameters):
        self.name = name
        self.path = TEMPLATES / f"{name}.yaml"
        decoded, problems = decode(str(self.path))
        assert not problems, problems
        self.raw = plain(decoded)
        self.values = {**PSEUDO, **self._defaults(), **parameters}
        missing = set(self.raw.get("Parameters", {})) - set(self.values)
        assert not missing, f"{name}: no value for {sorted(missing)}"

    def _defaults(self):
        declared = self.raw.get("Parameters", {})
        defaults = {key: one["Default"] for key, one in declared.items() if "Default" in one}
        for key, one in declared.items():
            if key in defaults and one["Type"] == "CommaDelimitedList":
                defaults[key] = [part.strip() for part in defaults[key].split(",")]
        return defaults

    def resources(self, *kinds):
        """The resources whose condition holds, with every function evaluated."""
        found = {}
        for logical, resource in self.raw["Resources"].items():
            if kinds and resource["Type"] not in kinds:
                continue
            if "Condition" in resource and not self.holds(resource["Condition"]):
                continue
            found[logical] = self.resolve(resource)
        return found

    def holds(self, condition):
        return self._truth(self.raw["Conditions"][condition])

    def _truth(self, value):
        (function, argument), = value.items()
        if function == "Condition":
            return self.holds(argument)
        if function == "Fn::Not":
            return not self._truth(argument[0])
        if function == "Fn::And":
            return all(self._truth(one) for one in argument)
        if function == "Fn::Equals":
            left, right = map(self.resolve, argument)
            return left == right
        raise AssertionError(f"{self.name}: condition function {function}")

    def resolve(self, value):
        if isinstance(value, list):
            items = [self.resolve(item) for item in value]
            return [item for item in items if item is not NO_VALUE]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (function, argument), = value.items()
            if function == "Ref":
                return self._ref(argument)
            if function.startswith("Fn::"):
                return self._function(function, argument)
        items = {key: self.resolve(item) for key, item in value.items() if key != "Condition" or isinstance(item, dict)}
        return {key: item for key, item in items.items() if item is not NO_VALUE}

    def _function(self, function, argument):
        if function == "Fn::Sub":
            text, given = argument if isinstance(argument, list) else (argument, {})
            return self._sub(text, self.resolve(given))
        if function == "Fn::GetAtt":
            return self._attribute(*(argument if isinstance(argument, list) else argument.split(".", 1)))
        if function == "Fn::If":
            condition, yes, no = argument
            return self.resolve(yes if self.holds(condition) else no)
        if function == "Fn::Base64":
            return self.resolve(argument)
        raise AssertionError(f"{self.name}: function {function}")

    def _sub(self, text, given):
        def one(match):
            name = match[1]
            if name in given:
                return given[name]
            value = self._attribute(*name.split(".", 1)) if "." in name else self._ref(name)
            assert not isinstance(value, list), f"{name} is a list"
            return str(value)

        return re.sub(r"\$\{([^}!]+)\}", one, text)

    def _ref(self, name):
        if name == "AWS::NoValue":
            return NO_VALUE
        if name in self.values:
            return self.values[name]
        resource = self.raw["Resources"][name]
        return self._named(resource) or name

    def _named(self, resource):
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::Lambda::Function":
            return properties["FunctionName"]
        if resource["Type"] == "AWS::Events::EventBus":
            return properties["Name"]
        return None

    def _attribute(self, logical, attribute):
        resource = self.raw["Resources"][logical]
        properties = resource.get("Properties", {})
        if attribute == "QueueName":
            return properties["QueueName"]
        if attribute == "Arn" and resource["Type"] == "AWS::Events::Rule":
            bus = self.resolve(properties["EventBusName"]) + "/" if "EventBusName" in properties else ""
            return self._arn("events", f"rule/{bus}{properties['Name']}")
        if attribute == "Arn" and resource["Type"] == "AWS::S3::Bucket":
            return f"arn:{self.values['AWS::Partition']}:s3:::{logical}"
        if attribute == "Arn" and resource["Type"] in ARNS:
            service, form = ARNS[resource["Type"]]
            return self._arn(service, form.format(**{key: self.resolve(item) for key, item in properties.items()}))
        return f"{logical}.{attribute}"

    def _arn(self, service, resource):
        pseudo = [self.values[f"AWS::{part}"] for part in ("Partition", "Region", "AccountId")]
        return "arn:{}:{}:{}:{}:{}".format(pseudo[0], service, *pseudo[1:], resource)


def policies(resource):
    """Every policy document in a resource, with the path to it."""

    def walk(value, path):
        if isinstance(value, dict):
            if "Statement" in value:
                yield path, value
            for key, item in value.items():
                yield from walk(item, f"{path}.{key}" if path else key)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                yield from walk(item, f"{path}.{index}")

    yield from walk(resource.get("Properties", {}), "")


def listed(value):
    return value if isinstance(value, list) else [value]


def policy_file(name, **values):
    """A file of infra/policies with its placeholders filled in. A list fills in one that is alone between its quotes."""

    text = (POLICIES / f"{name}.json").read_text()
    for key, value in values.items():
        text = text.replace("${" + key + "}", '","'.join(listed(value)))
    assert "${" not in text, f"{name}: no value for {re.findall(r'[$][{][^}]*[}]', text)}"
    return json.loads(text)


def normal(document):
    """A policy in a form to compare: one value equals a list of one, and the order of texts does not matter."""
    if isinstance(document, dict):
        return {key: normal(item) for key, item in document.items()}
    if isinstance(document, list):
        items = [normal(item) for item in document]
        if all(isinstance(item, str) for item in items):
            items = sorted(items)
        return items[0] if len(items) == 1 and isinstance(items[0], str) else items
    return document
