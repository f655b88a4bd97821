#!/usr/bin/env node
/** `npm run maskscope -- …`: the command line; sets up what it needs first, saying so on stderr only. */
import { runCommandLine } from './launch/own-program.mjs'
import { build } from './setup/build.mjs'
import { fusedOperations } from './setup/fused-operations.mjs'
import { lookThoroughly } from './setup/native-files.mjs'
import { nativeTensorFlow } from './setup/native-tensorflow.mjs'
import { nodePackages } from './setup/node-packages.mjs'
import { runSteps } from './setup/run-steps.mjs'

const steps = [nodePackages, nativeTensorFlow, fusedOperations, build]
if (process.argv[2] === 'doctor') lookThoroughly()
const ready = await runSteps(steps, { stream: process.stderr, quiet: true })
process.exitCode = ready ? await runCommandLine(process.argv.slice(2)) : 1
