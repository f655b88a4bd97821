/** The programs of `npm run fuzz`, each in one file, beside those that the product starts when it reads. */
import { join } from 'node:path'
import { modulesFolder, projectFolder } from '../setup/places.mjs'

export const fuzzFolder = join(projectFolder, '.test', 'fuzz')

const programs = {
  index: 'test/fuzz/index.ts',
  worker: 'test/fuzz/worker.ts',
  'model-reader': 'main/import/hdf5-thread/worker.ts',
  'run-examiner': 'main/api/run-examiner/worker.ts',
  'mask-viewer': 'main/api/masks/worker.ts',
  'mask-comparer': 'main/api/masks/comparisons/worker.ts'
}

/** What is given to Node. @param {string} folder where they are put @returns {string[]} */
export const fuzzBundling = (folder) => [
  join(modulesFolder, 'esbuild', 'bin', 'esbuild'),
  ...Object.entries(programs).map(([name, source]) => `${name}=${join(projectFolder, source)}`),
  `--outdir=${folder}`,
  '--bundle',
  '--platform=node',
  '--format=cjs',
  '--log-level=error',
  '--external:better-sqlite3',
  '--external:h5wasm',
  '--external:@tensorflow/*',
  '--external:@cornerstonejs/*',
  // What the product's own build makes of import.meta in CommonJS.
  '--define:import.meta.url=moduleAddress',
  '--define:import.meta.dirname=__dirname',
  '--banner:js=const moduleAddress = require("node:url").pathToFileURL(__filename).href;'
]
