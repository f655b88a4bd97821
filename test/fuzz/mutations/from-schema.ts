/** Messages that a schema accepts, for the most part: made from what the schema itself says. */
import { z } from 'zod'
import type { Chance } from '../chance'
import type { Json } from './json'

/** The part of JSON Schema that zod writes. */
export interface Description {
  $ref?: string
  $defs?: Readonly<Record<string, Description>>
  type?: string
  const?: Json
  enum?: Json[]
  anyOf?: Description[]
  oneOf?: Description[]
  allOf?: Description[]
  properties?: Readonly<Record<string, Description>>
  required?: string[]
  additionalProperties?: Description | boolean
  items?: Description | boolean
  prefixItems?: Description[]
  minItems?: number
  maxItems?: number
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  format?: string
}

export const describe = (schema: z.ZodType): Description =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline', cycles: 'ref' }) as Description

/** Texts that some pattern asks for. */
export type Texts = readonly string[]

const words = ['a', 'final', 'latest', 'loss', 'x', 'one-two', 'error<5%']

/** @param texts for patterns, and instead of any text now and then */
export function exampleOf(description: Description, chance: Chance, texts: Texts, root = description, level = 0): Json {
  const again = (inner: Description): Json => exampleOf(inner, chance, texts, root, level + 1)
  if (description.const !== undefined) return description.const
  if (description.enum !== undefined) return chance.of(description.enum)
  if (description.$ref !== undefined) return level > 12 ? null : again(referred(description.$ref, root))
  const choices = description.anyOf ?? description.oneOf
  if (choices !== undefined) return again(chance.of(choices))
  if (description.allOf !== undefined) {
    const parts = description.allOf.map(again)
    return parts.every((part) => typeof part === 'object') ? Object.assign({}, ...parts) as Json : parts[0] ?? null
  }
  switch (description.type) {
    case 'object': return objectOf(description, chance, again)
    case 'array': return listOf(description, chance, again)
    case 'string': return textOf(description, chance, texts)
    case 'integer': case 'number': return numberOf(description, chance)
    case 'boolean': return chance.happens(0.5)
    default: return null
  }
}

const referred = (reference: string, root: Description): Description =>
  (reference === '#' ? root : root.$defs?.[reference.replace('#/$defs/', '')] ?? {})

type Again = (description: Description) => Json

function objectOf(
  { properties = {}, required = [], additionalProperties }: Description, chance: Chance, again: Again
): Json {
  const kept = Object.entries(properties).filter(([name]) => required.includes(name) || chance.happens(0.5))
  const more = typeof additionalProperties === 'object' && chance.happens(0.5)
    ? Array.from({ length: chance.few(4) }, () => [chance.of(words), again(additionalProperties)])
    : []
  return Object.fromEntries([...kept.map(([name, inner]) => [name, again(inner)]), ...more]) as Json
}

function listOf(
  { items, prefixItems, minItems = 0, maxItems = Infinity }: Description, chance: Chance, again: Again
): Json {
  if (prefixItems !== undefined) return prefixItems.map(again)
  const length = Math.min(maxItems, Math.max(minItems, chance.few(5) - 1))
  return typeof items === 'object' ? Array.from({ length }, () => again(items)) : []
}

function textOf({ pattern, format, minLength = 0, maxLength = 50 }: Description, chance: Chance, texts: Texts): Json {
  if (format === 'uuid') return '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'
  if (format === 'base64') return 'AAAA'
  const wanted = pattern === undefined ? null : new RegExp(pattern, 'u')
  const fitting = wanted === null ? [...words, ...texts] : texts.filter((text) => wanted.test(text))
  const text = fitting.length === 0 ? 'x' : chance.of(fitting)
  return text.padEnd(minLength, 'x').slice(0, maxLength)
}

function numberOf(description: Description, chance: Chance): Json {
  const least = description.minimum ?? description.exclusiveMinimum ?? 0
  const most = description.maximum ?? description.exclusiveMaximum ?? least + 100
  if (description.type === 'integer')
    return chance.of([least, Math.min(least + 1, most), Math.min(most, least + chance.few(50)), most])
  return chance.of([least, most, least + (most - least) / 2, least + (most - least) * 0.01])
}
