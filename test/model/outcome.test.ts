import type { HttpReply } from '../../src/model/http.ts';
import { classifyStatus, REASON_TEXTS, REASONS, rejectReasons, skipReasons } from '../../src/model/outcome.ts';

const judge = (status: number, reply: Partial<HttpReply> = {}) => classifyStatus({ status, body: '', ...reply });

describe('the classification by status', () => {
  test.each([200, 201, 202, 204, 226, 299])('is delivered at %d', (status) => {
    expect(judge(status)).toEqual({ kind: 'delivered', status });
  });

  test.each([408, 425, 500, 502, 503, 504, 599, 600, 199, 100, 0])('is retried as unavailable at %d', (status) => {
    expect(judge(status)).toEqual({ kind: 'retry', reason: 'unavailable', status });
  });

  test('is retried as throttled at 429', () => {
    expect(judge(429)).toEqual({ kind: 'retry', reason: 'throttled', status: 429 });
  });

  test.each([
    [301, 'redirect'],
    [308, 'redirect'],
    [400, 'payload'],
    [405, 'payload'],
    [410, 'gone'],
    [413, 'payload'],
    [422, 'payload'],
  ])('is rejected at %d as %s', (status, reason) => {
    expect(judge(status)).toEqual({ kind: 'rejected', reason, status });
  });

  test.each([
    [302, 'redirect'],
    [303, 'redirect'],
    [307, 'redirect'],
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'gone'],
  ])('is rejected at %d as %s, unless another answer follows', (status, reason) => {
    expect(judge(status)).toEqual({ kind: 'rejected', reason, status, unconfirmed: true });
  });

  test.each([
    '<!DOCTYPE html><title>Maintenance</title>',
    ' \n<html lang="en">',
    '\ufeff<!doctype HTML PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">',
    '<?xml version="1.0" encoding="iso-8859-1"?>\n<!DOCTYPE html>',
    '<!-- request 7 -->\n<HTML><HEAD>',
    '<h1>Forbidden</h1>',
    '<head><title>403</title></head>',
  ])('is retried with a web page, unless the status is a lasting one: %j', (body) => {
    const detail = 'the answer is a web page';
    for (const status of [302, 400, 401, 403, 404, 405, 418]) {
      expect(judge(status, { body })).toEqual({ kind: 'retry', reason: 'unavailable', status, detail });
    }
    for (const status of [301, 308, 410, 413]) expect(judge(status, { body }).kind).toBe('rejected');
    expect(judge(200, { body }).kind).toBe('delivered');
  });

  test.each(['<?xml version="1.0"?><Error><Code>InvalidField</Code></Error>', '<header>', '{"html":"<html>"}'])(
    'is rejected with an answer that is no web page: %j',
    (body) => {
      expect(judge(400, { body })).toEqual({ kind: 'rejected', reason: 'payload', status: 400 });
    },
  );

  test.each([429, 503, 408])('has the requested wait at %d', (status) => {
    expect(judge(status, { retryAfterSeconds: 0 })).toMatchObject({ afterSeconds: 0 });
    expect(judge(status, { retryAfterSeconds: 90 })).toMatchObject({ afterSeconds: 90 });
  });

  test('has no wait if it is not retried', () => {
    expect(judge(410, { retryAfterSeconds: 90 })).toEqual({ kind: 'rejected', reason: 'gone', status: 410 });
  });

  test('never contains the body of the reply', () => {
    expect(judge(500, { body: 'secret' })).not.toHaveProperty('detail');
  });
});

describe('the table of reasons', () => {
  test('gives each reason one kind', () => {
    const retries = Object.values(REASONS).filter(({ kind }) => kind === 'retry');

    expect(rejectReasons()).toContain('gone');
    expect(skipReasons()).toEqual(['disabled', 'duplicate', 'superseded', 'nothing-to-update']);
    expect(retries.length + rejectReasons().length + skipReasons().length).toBe(Object.keys(REASONS).length);
  });

  test('describes each reason in a phrase without a full stop', () => {
    expect(Object.keys(REASON_TEXTS).sort()).toEqual(Object.keys(REASONS).sort());
    for (const { text, remedy } of Object.values(REASON_TEXTS)) {
      expect(text).toMatch(/^[a-z].{9,}[^.]$/);
      expect(remedy ?? 'no remedy').toMatch(/^[a-z].{7,}[^.]$/);
    }
  });
});
