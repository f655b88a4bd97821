/** Compiles faults.c with the compiler that set-up finds, once for each text of it. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { compiler } from '../../scripts/setup/native-tensorflow.mjs'
import { projectFolder } from '../../scripts/setup/places.mjs'

const source = join(projectFolder, 'test', 'torture', 'faults.c')

/** @returns its path, or why there is none here */
export async function faultLibrary(): Promise<{ path: string } | { missing: string }> {
  if (process.platform !== 'linux') return { missing: 'calls to the system are made to fail on Linux alone' }
  const folder = join(projectFolder, '.test', 'torture')
  const path = join(folder, `faults-${createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 12)}.so`)
  if (existsSync(path)) return { path }
  try {
    mkdirSync(folder, { recursive: true })
    const partial = `${path}.${process.pid}`
    execFileSync(await compiler(), ['-x', 'c', '-O1', '-shared', '-fPIC', source, '-o', partial, '-ldl'],
      { stdio: ['ignore', 'ignore', 'pipe'] })
    renameSync(partial, path)
    return { path }
  } catch (error) {
    return { missing: `faults.c could not be compiled (${(error as Error).message.split('\n', 1)[0] ?? ''})` }
  }
}

/** For a program whose calls are to fail in a folder alone. */
export const faultEnvironment = (library: string, folder: string, plan = ''): NodeJS.ProcessEnv => ({
  ...process.env, LD_PRELOAD: library, FAULTS_UNDER: folder, ...plan === '' ? {} : { FAULTS_PLAN: plan }
})
