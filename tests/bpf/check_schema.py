"""Compares reports of gilscope --json with their schema, and takes every field for wrong that the schema does not name.

    check_schema.py SCHEMA FILE...      each FILE has one object a line; other lines are passed over
"""

import json
import sys

import jsonschema


def close(node):
    """The published schema allows fields to be added; this gilscope must not have any that are not in it."""
    if isinstance(node, dict):
        if "properties" in node:
            node["additionalProperties"] = False
        for value in node.values():
            close(value)
    elif isinstance(node, list):
        for value in node:
            close(value)


def main():
    with open(sys.argv[1]) as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    close(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for path in sys.argv[2:]:
        with open(path, errors="replace") as file:
            reports = [json.loads(line) for line in file if line.startswith('{"version"')]
        if not reports:
            sys.exit(f"{path}: no report")
        for report in reports:
            for error in validator.iter_errors(report):
                place = "/".join(str(step) for step in error.absolute_path)
                sys.exit(f"{path}: {report['view']}: {place}: {error.message[:300]}")
        print(f"{path.rpartition('/')[2]}: {len(reports)}")


main()
