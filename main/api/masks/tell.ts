/** How far a question is that goes through many masks. */

/** Called now and then with how many steps are done. */
export type Tell = (done: number, of: number) => void

/** Nobody is told: it takes a few seconds at most. */
export const quietly: Tell = () => undefined
