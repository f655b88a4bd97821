/** What is other where a run is gone on with than where it was begun, as far as its numbers may depend on it. */
import { threadsUsed, towersUsed } from '../../preload/schema/run-environment'

interface Computing { backend: string; environment: Readonly<Record<string, string>> }

/** By what the environment calls them. */
const decisive = ['tensorflow', 'mask operations', 'processor', towersUsed, threadsUsed] as const

/** Null where nothing is, or nothing was known. */
export function differenceSentence(before: Computing, now: Computing): string | null {
  if (before.backend === '') return null
  const pairs = [
    ['backend', before.backend, now.backend] as const,
    ...decisive.map((name) => [name, before.environment[name], now.environment[name]] as const)
  ]
  const differing = pairs.filter(([, was, is]) => was !== is)
  if (differing.length === 0) return null
  const told = differing.map(([name, was, is]) => `${name} ${is ?? 'none'} instead of ${was ?? 'none'}`).join(', ')
  return `Resumed on other means than the run was begun with: ${told}; its numbers may differ from here on by rounding.`
}
