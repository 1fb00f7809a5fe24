import fc from 'fast-check';
import { parseXml } from '../../src/aws/xml.ts';
import { anyText } from '../support/arbitraries.ts';

describe('XML of AWS', () => {
  test('becomes objects, with lists of members and texts', () => {
    const xml = `<?xml version="1.0"?>
      <DescribeAnswer xmlns="http://example.com/doc/">
        <!-- a comment with <markup> -->
        <Name>shop</Name>
        <Empty/>
        <None></None>
        <Events><member><Id>1</Id></member><member><Id>2</Id></member></Events>
        <Words><member>one</member></Words>
        <Tag a="1">x</Tag><Tag>y</Tag>
      </DescribeAnswer>`;

    expect(parseXml(xml)).toEqual({
      DescribeAnswer: {
        Name: 'shop',
        Empty: '',
        None: '',
        Events: [{ Id: '1' }, { Id: '2' }],
        Words: ['one'],
        Tag: ['x', 'y'],
      },
    });
  });

  test.each([
    ['entities', '<a>&lt;b&gt; &amp;amp; &quot;c&quot; &apos;</a>', '<b> &amp; "c" \''],
    ['character references', '<a>&#65;&#x42;&#x1F6A8;</a>', 'AB🚨'],
    ['a reference without a character', '<a>&#0;&#1114112;</a>', '&#0;&#1114112;'],
    ['an unknown entity', '<a>&nbsp;&x</a>', '&nbsp;&x'],
    ['character data', '<a>1 <![CDATA[<b>&amp;</b>]]> 2</a>', '1 <b>&amp;</b> 2'],
  ])('with %s is decoded once', (_, xml, text) => {
    expect(parseXml(xml)).toEqual({ a: text });
  });

  test.each([
    ['no element', ''],
    ['text only', 'Service Unavailable'],
    ['JSON', '{"message":"slow down"}'],
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ['two roots', '<a/><b/>'],
    ['text behind the root', '<a/>b'],
    ['an element that is not closed', '<a><b></a>'],
    ['an end without a start', '<a></b></a>'],
    ['a tag that breaks off', '<a><b'],
    ['a comment that breaks off', '<a><!-- </a>'],
    ['character data that breaks off', '<a><![CDATA[ </a>'],
    ['a name with a script', '<a><__proto__>b</__proto__></a>'],
    ['too many levels', `${'<a>'.repeat(40)}${'</a>'.repeat(40)}`],
    ['too many elements', `<a>${'<b/>'.repeat(50_001)}</a>`],
  ])('with %s is refused', (_, xml) => {
    expect(parseXml(xml)).toBeUndefined();
  });

  test('of many levels and elements below the limits is read', () => {
    expect(parseXml(`${'<a>'.repeat(30)}${'</a>'.repeat(30)}`)).toBeDefined();
    expect(parseXml(`<a>${'<b/>'.repeat(20_000)}</a>`)).toBeDefined();
  });

  test('of any form is read or refused, and changes no prototype', () => {
    const markup = fc.constantFrom(
      '<a>',
      '</a>',
      '<member>',
      '</member>',
      '<b/>',
      '<!--',
      '-->',
      '&lt;',
      '<![CDATA[',
      ']]>',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(markup, anyText()), { maxLength: 30 }), (parts) => {
        const value = parseXml(parts.join(''));
        expect(value === undefined || Object.keys(value).length === 1).toBe(true);
        expect(Object.getPrototypeOf({})).toBe(Object.prototype);
      }),
    );
  });

  test('of four megabytes is read in linear time', () => {
    const xml = `<a>${'<b>&lt;x</b>'.repeat(40_000)}${'&amp;'.repeat(600_000)}</a>`;
    const started = performance.now();

    expect(parseXml(xml)).toBeDefined();
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
