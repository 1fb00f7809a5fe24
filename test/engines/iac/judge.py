"""Parses texts in HCL, the language of Terraform.

Standard input is a list of texts, standard output a list of objects with `parsed` or `error`.
"""
import json
import sys

import hcl2


def parse(text):
    try:
        return {'parsed': hcl2.loads(text)}
    except Exception as error:
        return {'error': f'{type(error).__name__}: {error}'}


json.dump([parse(text) for text in json.load(sys.stdin)], sys.stdout)
