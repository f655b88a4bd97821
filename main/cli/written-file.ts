/** Files that a person asks for by an option. */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Failure, reasonOf } from '../../preload/schema/failure'
import { remark } from './terminal'

/** @throws Failure when the file cannot be written */
export function writeOut(file: string, text: string): void {
  const path = resolve(file)
  try {
    writeFileSync(path, text)
  } catch (error) {
    throw new Failure(
      `The file ${path} cannot be written (${reasonOf(error)}); choose another.`
    )
  }
  remark(`wrote ${path}`)
}
