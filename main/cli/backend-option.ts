/** `--backend`: what computes in the processes that a command starts. */
import type { Command } from 'commander'
import { backendChoices, backendChoiceVariable } from '../../preload/schema/backend-choice'
import { oneOf } from '../../preload/schema/command/given-values'

export const withBackendOption = (command: Command): Command => command
  .option(
    '--backend <name>',
    'what computes: native (TensorFlow), wasm (TensorFlow.js by WebAssembly, slower), ' +
      'webgpu (TensorFlow.js on any GPU with Vulkan, Metal or Direct3D 12), or auto: native where it loads ' +
      `(default: $${backendChoiceVariable} or auto)`
  )
  .hook('preAction', (given) => {
    const { backend } = given.opts<{ backend?: string }>()
    if (backend !== undefined)
      process.env[backendChoiceVariable] = oneOf('backend', backendChoices, backend, 'backend')
  })
