import type * as z from 'zod/mini';
import { targetFields } from '../model/target.ts';
import { definitionOf, findPlatform, innermost } from '../targets/target-fields.ts';
import { isRecord } from '../text/json.ts';

/** The place of a field in a target: its name, or the names of an object and of a field in it. */
export type FieldPath = readonly [string] | readonly [string, string];

type Shape = Readonly<Record<string, z.ZodMiniType>>;

const shapeOf = (platform: unknown): Shape | undefined => findPlatform(platform)?.target.shape;

/**
 * The fields of a target that its platform does not have, also those inside `when` and `mention`. For an unknown platform
 * these are the fields that no target has, and its own fields count as known.
 */
export const unknownFields = (target: Readonly<Record<string, unknown>>): FieldPath[] => {
  const shape = shapeOf(target.platform);
  const known = shape ?? (targetFields as Shape);
  return Object.entries(target).flatMap(([name, value]): FieldPath[] => {
    const field = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!field) return shape ? [[name]] : [];
    const inner = definitionOf(innermost(field)).shape;
    if (!inner || !isRecord(value)) return [];
    return Object.keys(value).flatMap((part): FieldPath[] => (Object.hasOwn(inner, part) ? [] : [[name, part]]));
  });
};

/** A target without some of its fields. */
export const withoutFields = (
  target: Readonly<Record<string, unknown>>,
  paths: readonly FieldPath[],
): Record<string, unknown> => {
  const result: Record<string, unknown> = { ...target };
  for (const [name, part] of paths) {
    const value = result[name];
    if (part === undefined) delete result[name];
    else if (isRecord(value)) {
      const rest = Object.entries(value).filter(([key]) => key !== part);
      // An empty object is not valid everywhere, and means the same as no object.
      if (rest.length > 0) result[name] = Object.fromEntries(rest);
      else delete result[name];
    }
  }
  return result;
};
