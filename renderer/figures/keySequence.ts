/** Keyboard shortcuts of one key ("/") or of two in a row ("g r"). */
export interface KeySequence {
  /** The shortcut completed by this key, if any. */
  press(key: string, at: number): string | null
}

const patience = 1200

export function keySequence(known: () => readonly string[]): KeySequence {
  let first = ''
  let firstAt = 0
  return {
    press(key, at) {
      const pair = first !== '' && at - firstAt < patience ? `${first} ${key}` : ''
      first = ''
      if (known().includes(pair)) return pair
      if (known().some((shortcut) => shortcut.startsWith(`${key} `))) {
        first = key
        firstAt = at
        return null
      }
      return known().includes(key) ? key : null
    }
  }
}
