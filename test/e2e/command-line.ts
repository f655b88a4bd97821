/** The built command line, in the store of a test's workbench. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { ownNode, project } from './runtimes'

/** @returns what it prints */
export const maskscope = (store: string, ...given: string[]): string =>
  execFileSync(ownNode(), [join(project, 'out/main/cli.js'), ...given, '--store', store], {
    encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']
  })
