/**
 * What pages have computed by processes of their own: evaluations, snapshots, exports. Each takes a processor and as
 * much memory as a training for as long as it lasts, so a page has few at once, and all pages of this process have
 * some.
 */
import { Failure } from '../../preload/schema/failure'

export const mostOfOnePage = 4
export const mostOfAllPages = 12

export class Computations {
  /** Of each that is under way whose it is. */
  readonly #underWay: object[] = []

  /** @param page whose it is. @throws Failure, before anything is begun, when too many are under way */
  async run<T>(page: object, work: () => T | Promise<T>): Promise<T> {
    if (this.#underWay.filter((one) => one === page).length >= mostOfOnePage)
      throw new Failure(
        `This page has ${mostOfOnePage} computations under way; repeat what you did when one has ended.`
      )
    if (this.#underWay.length >= mostOfAllPages)
      throw new Failure(
        `The pages of this workbench have ${mostOfAllPages} computations under way; repeat what you did when one has ` +
          'ended.'
      )
    this.#underWay.push(page)
    try {
      return await work()
    } finally {
      this.#underWay.splice(this.#underWay.indexOf(page), 1)
    }
  }
}
