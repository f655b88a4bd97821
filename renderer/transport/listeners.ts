/**
 * Listeners that leave with whoever added them. Pages come and go while stores stay: a listener added in a page's
 * setup would otherwise be called once more for every visit, and keep what it shows alive.
 */
import { getCurrentScope, onScopeDispose } from 'vue'

export class Listeners<Told extends unknown[]> {
  readonly #all = new Set<(...told: Told) => void>()

  /** Until the component that is being set up goes, if one is; the function returned removes it earlier. */
  add(listener: (...told: Told) => void): () => void {
    // Of its own identity, so that two components may add the same function.
    const own = (...told: Told): void => listener(...told)
    const remove = (): void => { this.#all.delete(own) }
    this.#all.add(own)
    if (getCurrentScope()) onScopeDispose(remove)
    return remove
  }

  tell(...told: Told): void {
    for (const listener of [...this.#all]) listener(...told)
  }
}
