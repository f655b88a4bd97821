/** One line per step: rewritten in place on a terminal, otherwise repeated now and then and once at the end. */

const silentSeconds = 10

/** Before there is anything to import from: in the units of the workbench. @param {number} bytes */
export const mebibytes = (bytes) => `${(bytes / 2 ** 20).toFixed(bytes < 10 * 2 ** 20 ? 1 : 0)} MiB`

/** `34 % of 230 MiB`; only what is there so far of an unknown whole. @param {number} done @param {number} total */
export const share = (done, total) =>
  total > 0 ? `${Math.min(100, Math.floor(100 * done / total))} % of ${mebibytes(total)}` : mebibytes(done)

/** The line of one step. */
export class StepLine {
  /** @param {NodeJS.WriteStream} stream @param {string} title */
  constructor(stream, title) {
    this.stream = stream
    this.title = title
    this.start = Date.now()
    this.lastWritten = 0
  }

  get seconds() {
    return (Date.now() - this.start) / 1000
  }

  /** What the step is doing at the moment. @param {string} text */
  now(text) {
    const line = `${this.title}: ${text} (${this.seconds.toFixed(0)} s)`
    if (this.stream.isTTY) this.stream.write(`\r\u001b[2K${line.slice(0, (this.stream.columns ?? 80) - 1)}`)
    else if (this.lastWritten === 0 || Date.now() - this.lastWritten > silentSeconds * 1000) {
      this.stream.write(`${line}\n`)
      this.lastWritten = Date.now()
    }
  }

  /** What stays to be read beside how it ends. @param {string} text */
  say(text) {
    this.end(text)
  }

  /** How the step ended. @param {string} text */
  end(text) {
    this.stream.write(`${this.stream.isTTY ? '\r\u001b[2K' : ''}${this.title}: ${text}\n`)
  }
}
