#!/usr/bin/env python3
"""Counts the resources that SAM's own translator makes of templates: translate.py <template>...

Fails if a template has more than 450 of them. CloudFormation takes 500 in a stack.
"""

import os
import pathlib
import sys

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

MOST = 450


class NoManagedPolicies:
    """The templates name no managed policy, so none has to be looked up in IAM."""

    def load(self):
        return {}


def resources(path):
    template = yaml_parse(pathlib.Path(path).read_text())
    for name, resource in template["Resources"].items():
        # sam package writes this; the translator refuses a path on this machine.
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = f"s3://bucket/{name}"
    return len(transform(template, {}, NoManagedPolicies())["Resources"])


def main():
    # The translator wants a region. Any does, and nothing is asked there.
    os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
    counted = {path: resources(path) for path in sys.argv[1:]}
    for path, count in counted.items():
        print(f"{count} resources of at most {MOST}: {path}")
    if not counted or max(counted.values()) > MOST:
        sys.exit("error: too many resources, or no template")


main()
