/**
 * The fused mask operations, compiled beside TensorFlow's addon. Without them masks are kept by several operations of
 * TensorFlow's own: the same numbers, more slowly.
 */
import { existsSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { CommandFault, run } from './command.mjs'
import { SetupFault, errorLine } from './fault.mjs'
import { hashOf, readJson, remove, writeJson } from './files.mjs'
import {
  addonFolder, compiler, hasOwnBuild, librariesFolder, librariesHere, nodeHeaders, runPath
} from './native-tensorflow.mjs'
import { withNativeFiles } from './native-files.mjs'
import { ownNode } from './own-node.mjs'
import { projectFolder } from './places.mjs'

const sourceFolder = join(projectFolder, 'main', 'engine', 'executors', 'graph', 'fused')
const source = join(sourceFolder, 'operations.cc')
const sources = [source, join(sourceFolder, 'loops.h')]
/** Where the program looks for them (main/engine/backends/fused-operations.ts). */
const operations = join(addonFolder, 'maskscope_operations.node')
const stampFile = join(addonFolder, 'maskscope_operations.json')

/** No option names this machine's processor: the loops choose theirs when they are loaded. */
const options = ['-O3', '-std=c++17', '-ffp-contract=off', '-Wno-psabi', '-shared', '-fPIC', '-DNAPI_VERSION=8']

/** What they are made from: other sources, options or libraries make others. */
const wantedStamp = () => ({
  libraries: librariesHere(), options, sources: hashOf(sources.map((file) => readFileSync(file, 'utf8')).join(''))
})

const isDone = () =>
  !hasOwnBuild ||
  existsSync(operations) && JSON.stringify(readJson(stampFile)) === JSON.stringify(wantedStamp())

/** @param {string} partial @param {import('./progress.mjs').StepLine} line */
async function compile(partial, line) {
  const tensorflow = join(librariesFolder, 'tensorflow')
  const onTick = () => line.now('compiling')
  onTick()
  await run(
    await compiler(),
    [
      ...options, '-I', nodeHeaders, '-I', join(tensorflow, 'include'), source, '-o', partial,
      join(tensorflow, 'libtensorflow_framework.so.2'), runPath
    ],
    { onTick }
  )
  await run(ownNode() ?? process.execPath, ['-e', 'require(process.argv[1])', partial], { limitSeconds: 120 })
}

/** @type {import('./run-steps.mjs').Step} */
const step = {
  part: 'Fused mask operations',
  essential: false,
  isDone,
  async run(line) {
    if (librariesHere() === null)
      throw new SetupFault('They need native TensorFlow, which is not set up.', 'Set that up first and start again.')
    const partial = join(addonFolder, `maskscope_operations.${process.pid}.node`)
    try {
      remove(stampFile)
      await compile(partial, line)
    } catch (error) {
      remove(partial)
      if (!(error instanceof CommandFault)) throw error
      throw new SetupFault(
        `They could not be compiled (${errorLine(error.output)}), so training with masks is slower.`,
        'A g++ of version 9 or newer is needed.'
      )
    }
    renameSync(partial, operations)
    writeJson(stampFile, wantedStamp())
    return { state: 'ok', found: 'compiled for this TensorFlow', advice: null }
  }
}

export const fusedOperations = withNativeFiles(step, {
  files: () => [operations], forget: () => remove(stampFile)
})
