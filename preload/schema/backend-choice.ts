/**
 * What computes is chosen for a process and those that it starts, by this variable of its environment, not for a run:
 * results differ by rounding alone, and a run says on what it was computed.
 */
export const backendChoiceVariable = 'MASKSCOPE_BACKEND'

/** `auto`: native TensorFlow where it loads, else WebAssembly. */
export const backendChoices = ['auto', 'native', 'wasm', 'webgpu'] as const
export type BackendChoice = (typeof backendChoices)[number]
