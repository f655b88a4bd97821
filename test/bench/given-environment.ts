/**
 * The environment that the bench was started with, which is a training process'. Loading TensorFlow adds the number of
 * its threads to a process' own (main/engine/backends/native.ts), which processes that are measured must not inherit.
 */
export const givenEnvironment: NodeJS.ProcessEnv = { ...process.env }
