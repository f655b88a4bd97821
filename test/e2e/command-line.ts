/** The built command line, in the store of a test's workbench. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fewDigitFiles } from '../fixtures/datasets/digits'
import { ownNode, project } from './runtimes'

/** @returns what it prints */
export const maskscope = (store: string, ...given: string[]): string =>
  execFileSync(ownNode(), [join(project, 'out/main/cli.js'), ...given, '--store', store], {
    encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']
  })

/**
 * For trainings to which it does not matter on what.
 * @returns the options of a training that takes them
 */
export function fewDigitsIn(store: string): string[] {
  for (const [name, content] of Object.entries(fewDigitFiles())) {
    const path = join(store, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  return ['--data', 'mnist']
}
