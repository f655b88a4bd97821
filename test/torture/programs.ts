/** The programs that are made to fail or killed: bundled, and started. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { buildSync } from 'esbuild'
import { projectFolder } from '../../scripts/setup/places.mjs'
import type { Options, Outcome } from './faulty'
import { faultEnvironment } from './library'

/** @returns the bundled program of test/torture */
export function bundled(name: 'faulty' | 'scripted-writer'): string {
  // As deep in the project as scripts/setup/places.mjs, which tells from its own place where the project is.
  const outdir = join(projectFolder, '.test', `torture-${name}-${process.pid}`)
  buildSync({
    entryPoints: {
      [name]: join(projectFolder, 'test', 'torture', `${name}.ts`),
      // The product has it beside its programs.
      'model-reader': join(projectFolder, 'main', 'import', 'hdf5-thread', 'worker.ts')
    },
    outdir, bundle: true, platform: 'node', external: ['better-sqlite3'], logLevel: 'error',
    // What the product's own build makes of import.meta in CommonJS.
    define: { 'import.meta.url': 'moduleAddress', 'import.meta.dirname': '__dirname' },
    banner: { js: 'const moduleAddress = require("node:url").pathToFileURL(__filename).href;' }
  })
  process.once('exit', () => { rmSync(outdir, { recursive: true, force: true }) })
  return join(outdir, `${name}.js`)
}

/** Runs a part of faulty.ts under the library. */
export async function faulty(library: string, program: string, part: string, options: Options): Promise<Outcome> {
  const place = mkdtempSync(join(tmpdir(), 'maskscope-torture-'))
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [program, part, JSON.stringify(options)], {
      env: faultEnvironment(library, place), maxBuffer: 2 ** 24
    })
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Outcome
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}
