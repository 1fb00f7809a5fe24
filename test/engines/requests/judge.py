"""Judges signed requests by botocore: AWS's service models, endpoint rules and signatures.

Standard input is an object with `requests`, `hosts` and `credentials`, standard output a list of problems for each request
and for each host.
"""
import datetime
import json
import re
import sys
from urllib.parse import parse_qsl, urlsplit

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import botocore.endpoint_provider
import botocore.loaders
import botocore.model
import botocore.validate

# Services whose name in botocore is not the one that requests are signed for.
NAMES = {'states': 'stepfunctions', 'monitoring': 'cloudwatch'}

loader = botocore.loaders.Loader()
models = {}
rules = {}
partitions = loader.load_data('partitions')
unsigned = ('authorization', 'host', 'x-amz-date', 'x-amz-security-token')


def model_of(service):
    if service not in models:
        description = loader.load_service_model(NAMES.get(service, service), 'service-2')
        models[service] = botocore.model.ServiceModel(description, NAMES.get(service, service))
    return models[service]


def of_form(fields, shape, prefix=''):
    """The value of a form in the Query protocol. Absent members are left out, names without a member are kept."""
    if shape.type_name == 'structure':
        value = {}
        for name, member in shape.members.items():
            path = prefix + member.serialization.get('name', name)
            if any(key == path or key.startswith(path + '.') for key in fields):
                value[name] = of_form(fields, member, path if member.type_name not in ('structure', 'list') else path + '.')
        return value
    if shape.type_name == 'list':
        prefix += '' if shape.serialization.get('flattened') else 'member.'
        count = len({key[len(prefix):].split('.')[0] for key in fields if key.startswith(prefix)})
        nested = shape.member.type_name in ('structure', 'list')
        return [of_form(fields, shape.member, f'{prefix}{at + 1}' + ('.' if nested else '')) for at in range(count)]
    text = fields.pop(prefix)
    if shape.type_name in ('integer', 'long'):
        return int(text)
    return {'true': True, 'false': False}.get(text, text) if shape.type_name == 'boolean' else text


def limits(value, shape, path):
    """What the validator of botocore leaves to AWS: enumerations, upper limits and patterns."""
    if shape.type_name == 'structure':
        for name in value.keys() & shape.members.keys():
            yield from limits(value[name], shape.members[name], f'{path}.{name}')
    elif shape.type_name == 'list':
        for at, item in enumerate(value):
            yield from limits(item, shape.member, f'{path}[{at}]')
    elif shape.type_name == 'map':
        for key, item in value.items():
            yield from limits(key, shape.key, f'{path} key')
            yield from limits(item, shape.value, f'{path}.{key}')
    size = value if shape.type_name in ('integer', 'long') else len(value) if hasattr(value, '__len__') else 0
    if 'max' in shape.metadata and size > shape.metadata['max']:
        yield f'{path}: {size} is more than {shape.metadata["max"]}'
    if shape.type_name == 'string':
        if shape.enum and value not in shape.enum:
            yield f'{path}: {value[:60]} is not one of {", ".join(shape.enum)[:200]}'
        pattern = shape.metadata.get('pattern')
        if pattern and not re.fullmatch(pattern.replace(r'\p{ASCII}', r'\x00-\x7f'), value):
            yield f'{path}: does not match {pattern}'


def read(request, model):
    """The operation and its input. Yields nothing: what is wrong with the protocol is in the third item."""
    headers, metadata = request['headers'], model.metadata
    protocols = metadata.get('protocols', [metadata['protocol']])
    content, wrong = headers['content-type'], []
    if 'x-amz-target' in headers:
        prefix, operation = headers['x-amz-target'].rsplit('.', 1)
        if 'json' not in protocols or prefix != metadata['targetPrefix']:
            wrong.append(f'the target {prefix} is not {metadata.get("targetPrefix")}')
        if content != f'application/x-amz-json-{metadata.get("jsonVersion")}':
            wrong.append(f'the content type {content} is not JSON {metadata.get("jsonVersion")}')
        return operation, json.loads(request['body']), wrong
    if content != 'application/x-www-form-urlencoded':
        return None, None, [f'no known protocol has the content type {content}']
    fields = dict(parse_qsl(request['body'], keep_blank_values=True, strict_parsing=True))
    operation, version = fields.pop('Action'), fields.pop('Version')
    if 'query' not in protocols or version != model.api_version:
        wrong.append(f'the version {version} is not {model.api_version}')
    shape = model.operation_model(operation).input_shape
    value = of_form(fields, shape) if shape else {}
    return operation, {**value, **fields}, wrong


def signature(request, credentials):
    headers, (region, service) = request['headers'], request['scope']
    kept = {name: value for name, value in headers.items() if name not in unsigned}
    url = request['url'] if urlsplit(request['url']).path else request['url'] + '/'
    again = botocore.awsrequest.AWSRequest('POST', url, headers=kept, data=request['body'].encode())
    time = datetime.datetime.strptime(headers['x-amz-date'], '%Y%m%dT%H%M%SZ')
    botocore.auth.get_current_datetime = lambda remove_tzinfo=True: time
    botocore.auth.SigV4Auth(credentials, service, region).add_auth(again)
    return re.search('Signature=(.*)', again.headers['Authorization']).group(1)


def host(service, region, fips):
    if service not in rules:
        found = loader.load_service_model(NAMES.get(service, service), 'endpoint-rule-set-1')
        rules[service] = botocore.endpoint_provider.EndpointProvider(found, partitions)
    endpoint = rules[service].resolve_endpoint(Region=region, UseFIPS=fips, UseDualStack=False)
    return urlsplit(endpoint.url).netloc


def problems(request, credentials):
    service = request['service']
    model = model_of(service)
    operation, value, wrong = read(request, model)
    yield from wrong
    if operation not in model.operation_names:
        yield f'the service has no operation {operation}'
        return
    shape = model.operation_model(operation).input_shape
    if shape:
        report = botocore.validate.ParamValidator().validate(value, shape)
        yield from report.generate_report().splitlines()
        if not report.has_errors():
            yield from limits(value, shape, operation)
    if request['headers']['authorization'].endswith(signature(request, credentials)) is False:
        yield 'the signature is not the one of botocore'


given = json.load(sys.stdin)
keys = botocore.credentials.Credentials(**given['credentials'])
judged = [list(problems(request, keys)) for request in given['requests']]
hosts = [host(each['service'], each['region'], each['fips']) for each in given['hosts']]
json.dump({'problems': judged, 'hosts': hosts}, sys.stdout)
