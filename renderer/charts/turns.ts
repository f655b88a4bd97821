/**
 * Charts draw one after the other, each in a frame of its own: together they would hold the page for as long as all of
 * them take.
 */

const waiting = new Set<() => void>()
let frame = 0

function next(): void {
  frame = 0
  const [draw] = waiting
  if (draw === undefined) return
  waiting.delete(draw)
  if (waiting.size > 0) frame = window.requestAnimationFrame(next)
  draw()
}

/** Once, however often it asks before its turn comes. */
export function drawInTurn(draw: () => void): void {
  waiting.add(draw)
  if (frame === 0) frame = window.requestAnimationFrame(next)
}

export function leaveTurn(draw: () => void): void {
  waiting.delete(draw)
}
