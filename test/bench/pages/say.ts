/** What is being made and measured, for whoever waits: on standard error, with the time since the beginning. */
const began = performance.now()

export function say(sentence: string): void {
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  process.stderr.write(`${seconds.padStart(6)} s  ${sentence}\n`)
}

/** Tells of every tenth of a work. */
export function tenths(work: string): (done: number, of: number) => void {
  let told = 0
  return (done, of) => {
    const tenth = Math.floor(10 * done / of)
    if (tenth <= told) return
    told = tenth
    say(`${work}: ${tenth * 10} %`)
  }
}
