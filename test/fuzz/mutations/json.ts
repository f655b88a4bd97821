/** JSON, and values that travel as it, changed at places: a value replaced, left out, doubled, named otherwise. */
import type { Chance } from '../chance'

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** What JSON.stringify cannot write: the text between these is taken as it stands. */
const raw = (text: string): string => `\u0001raw:${text}\u0001`

const strings = [
  '', ' ', 'a', '0', '-1', 'null', '__proto__', 'constructor', '../../evil', '/etc/passwd', 'C:\\x', 'a\u0000b',
  '\u001b]0;x\u0007', '\u202e', '\ud800', 'é'.normalize('NFD'), 'x'.repeat(300), 'x'.repeat(70_000), 'a\nb', '%s%n',
  '日本'
]
const numbers = [
  0, -0, 1, -1, 2, 0.5, -0.5, 3, 7, 10, 64, 255, 256, 1000, 4096, 65_536, 1e6, 1e9, 2 ** 31 - 1, 2 ** 31, 2 ** 32,
  2 ** 53, 2 ** 53 + 2, 1e21, 1e300, 5e-324
]
const texts = ['1e999', '-1e999', '9'.repeat(400), '1E400', '-0', '1.7976931348623157e308', '2e308']
/** Of values that never are text on their way: between two threads, or to Electron's main process. */
const onlyInMemory = [NaN, Infinity, -Infinity]

export type Form = 'text' | 'memory'

function deep(levels: number): Json {
  let value: Json = []
  for (let i = 0; i < levels; i++) value = [value]
  return value
}

function edgeValue(chance: Chance, form: Form): Json {
  switch (chance.whole(9)) {
    case 0: return chance.of([null, true, false])
    case 1: case 2: return chance.of(numbers)
    case 3: return form === 'text' ? raw(chance.of(texts)) : chance.of(onlyInMemory)
    case 4: case 5: return chance.of(strings)
    case 6: return chance.of<Json>([[], {}, [[]], [null], { a: 1 }])
    case 7: return Array.from({ length: chance.few(300) }, () => chance.of<Json>([0, 1, 'a', null]))
    default: return deep(chance.few(300))
  }
}

/** Where a value stands: in a list, or under a name. */
type Place = { list: Json[]; at: number } | { object: Record<string, Json>; name: string }

function placesIn(value: Json, places: Place[] = []): Place[] {
  if (Array.isArray(value)) {
    value.forEach((inner, at) => {
      places.push({ list: value, at })
      placesIn(inner, places)
    })
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      places.push({ object: value, name })
      placesIn(inner, places)
    }
  }
  return places
}

const valueAt = (place: Place): Json => ('list' in place ? place.list[place.at] : place.object[place.name]) ?? null

function put(place: Place, value: Json): void {
  if ('list' in place) place.list[place.at] = value
  else Object.defineProperty(place.object, place.name, { value, enumerable: true, configurable: true, writable: true })
}

function near(value: Json, chance: Chance): Json {
  if (typeof value === 'number') return chance.of([value + 1, value - 1, -value, value * 2, value / 2, value * 1e6])
  if (typeof value === 'string') {
    const at = chance.whole(value.length + 1)
    return chance.of([value.slice(0, at), value + value, value.slice(0, at) + chance.of(strings) + value.slice(at)])
  }
  if (typeof value === 'boolean') return !value
  return Array.isArray(value) ? value.slice(0, chance.whole(value.length + 1)) : value
}

function changeAt(place: Place, others: readonly Place[], chance: Chance, form: Form): void {
  switch (chance.whole(8)) {
    case 0: case 1: return put(place, edgeValue(chance, form))
    case 2: case 3: return put(place, near(valueAt(place), chance))
    case 4:
      if ('list' in place) place.list.splice(place.at, 1)
      else Reflect.deleteProperty(place.object, place.name)
      return
    case 5: return put(place, structuredClone(valueAt(chance.of(others))))
    case 6:
      if ('list' in place) place.list.splice(place.at, 0, structuredClone(valueAt(place)))
      else put({ object: place.object, name: chance.of(strings.slice(0, 16)) }, valueAt(place))
      return
    default: {
      const other = chance.of(others)
      const [one, two] = [structuredClone(valueAt(place)), structuredClone(valueAt(other))]
      put(place, two)
      put(other, one)
    }
  }
}

/** More than this is no small file any more. */
const mostPlaces = 20_000

/** A changed copy. */
export function changedJson(original: Json, chance: Chance, form: Form): Json {
  const holder: Json[] = [structuredClone(original)]
  for (let i = chance.few(4); i > 0; i--) {
    const places = placesIn(holder)
    if (places.length > mostPlaces) break
    changeAt(chance.of(places), places, chance, form)
    if (holder.length === 0) holder.push(null)
  }
  return holder[0] ?? null
}

/** As a text, in which some numbers are written so that they are read as infinite. */
export const textOf = (value: Json): string =>
  JSON.stringify(value).replaceAll(/"\\u0001raw:([^"]*?)\\u0001"/g, '$1')
