/** What is held in memory of the examples of a step in a layer. */
import { Failure } from '../../../preload/schema/failure'

const mostBytes = 2 ** 30

/** @param each bytes of an example. @throws Failure with how many examples there is room for */
export function demandRoom(each: number, examples: number): void {
  if (examples * each <= mostBytes) return
  throw new Failure(
    `What comes into the layers of ${examples} examples is more than is held in memory; ask for at most ` +
      `${Math.floor(mostBytes / each)} examples.`
  )
}
