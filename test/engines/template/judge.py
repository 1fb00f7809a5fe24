"""Checks templates by cfn-lint and by AWS's cloudformation-validate, each in several Regions.

Standard input is a list of objects with `template` and `places`, standard output a list of findings for each template.
"""
import json
import sys

import cfnlint.api
import cloudformation_validate as aws

engine = aws.CompositeEngine()
serious = ('WARN', 'ERROR', 'FATAL')


def by_cfn_lint(text, regions):
    for match in cfnlint.api.lint(text, config={'regions': regions}):
        path = '/'.join(map(str, getattr(match, 'path', None) or []))
        yield {'tool': 'cfn-lint', 'rule': match.rule.id, 'where': path, 'message': match.message}


def by_aws(text, place):
    names = aws.PseudoParameterOverrides(
        account_id='111122223333',
        stack_name='pipebell-test',
        region=place['region'],
        partition=place['partition'],
        url_suffix=place['urlSuffix'],
    )
    config = aws.ValidateConfig(pseudo_parameter_overrides=names)
    for found in engine.validate_template(aws.TemplateContent(text), config).diagnostics:
        if found.severity.name in serious:
            entity = found.entity.logical_id if found.entity else ''
            where = f'{entity} {found.property_path or ""}'.strip()
            yield {'tool': 'cloudformation-validate', 'rule': found.rule_id, 'where': where, 'message': found.message}


def judge(template, places):
    text = json.dumps(template, indent=2)
    found = list(by_cfn_lint(text, [place['region'] for place in places]))
    return found + [each for place in places for each in by_aws(text, place)]


json.dump([judge(**each) for each in json.load(sys.stdin)], sys.stdout)
