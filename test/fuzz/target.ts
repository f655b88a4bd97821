/** What every kind of input is fuzzed by. */
import type { Chance } from './chance'
import type { Input, Outcome } from './outcome'

/** What `npm run fuzz -- --only` names. */
export const kinds = ['run-files', 'models', 'datasets', 'messages', 'arguments'] as const
export type Kind = (typeof kinds)[number]

/** In the process that tries the cases. */
export interface Cases {
  /** The input of a case, the same whenever it is made. */
  make(chance: Chance): Input
  /** @throws whatever the product throws that is no sentence */
  try(input: Input): Promise<Outcome>
  /** Whether the process is of no more use, as after an error of WebAssembly: the next cases get another. */
  isSpent?(): Promise<boolean>
  close?(): void
}

/** How the process of a target's cases is set up. */
export interface Setting {
  /** The one folder that may be written to. */
  folder: string
  projectFolder: string
  /** Only this case, in the way that the product does it where that is slower than the others. */
  apart: boolean
}

export interface Target {
  kind: Kind
  /** What is changed, and what reads it. */
  explanation: string
  /** Of a thousand cases, how many. */
  share: number
  /** Whether the product reads such files in a thread or process that it ends, and a case may cost this process. */
  isReadApart?: boolean
  /** Whether cases may start processes. */
  startsProcesses?: boolean
  begin(setting: Setting): Promise<Cases>
}
