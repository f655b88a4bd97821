#!/usr/bin/env node
/** `npm start`: sets up what is missing, then opens the workbench in a window, or serves it to a browser. */
import { openWorkbench } from './launch/open-workbench.mjs'
import { build } from './setup/build.mjs'
import { electron } from './setup/electron.mjs'
import { fusedOperations } from './setup/fused-operations.mjs'
import { nativeTensorFlow } from './setup/native-tensorflow.mjs'
import { nodePackages } from './setup/node-packages.mjs'
import { runSteps } from './setup/run-steps.mjs'

const ready = await runSteps([nodePackages, nativeTensorFlow, fusedOperations, electron, build], {
  stream: process.stdout,
  quiet: false
})
process.exitCode = ready ? await openWorkbench(process.argv.slice(2)) : 1
