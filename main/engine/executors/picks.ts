/** Where each of so many channels went that some were picked of: its place among them, and their number for none. */
export function placesOf(picks: readonly number[], channels: number): number[] {
  const places = Array<number>(channels).fill(picks.length)
  picks.forEach((pick, place) => { places[pick] = place })
  return places
}
