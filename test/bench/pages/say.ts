/** What is being made and measured, for whoever waits: on standard error, with the time since the beginning. */
const began = performance.now()

export function say(sentence: string): void {
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  process.stderr.write(`${seconds.padStart(6)} s  ${sentence}\n`)
}

/** Tells how far a long work is, every few seconds. */
export function progressOf(work: string): (done: number, of: number) => void {
  const every = 3000
  let told = performance.now()
  return (done, of) => {
    if (performance.now() - told < every) return
    told = performance.now()
    say(`${work}: ${Math.floor(100 * done / of)} %`)
  }
}
