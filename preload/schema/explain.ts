/** Says in one sentence what is wrong with a value that a schema refused. */
import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** `input` is what was refused; the sentence names the setting by its path, as in `alternation.gap`. */
export function explainIssue(issue: Issue, input: unknown): string {
  const setting = issue.path.join('.') || 'value'
  return `The setting "${setting}" is ${shown(valueAt(input, issue.path))}, but must be ${expectation(issue)}.`
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    input
  )
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing'
  return typeof value === 'number' ? String(value) : JSON.stringify(value).slice(0, 80)
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'too_small': return `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`
    case 'too_big': return `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`
    case 'invalid_value': return `one of ${issue.values.join(', ')}`
    case 'invalid_type': return issue.expected === 'int' ? 'a whole number' : `a ${issue.expected}`
    case 'unrecognized_keys': return `without ${issue.keys.join(', ')}`
    default: return `valid (${issue.message})`
  }
}
