import { expect, it } from 'vitest'
import { elementOf } from '../../../preload/schema/element'

it('an element that has to be there is told when it is not, instead of becoming NaN', () => {
  expect(elementOf(['a', 'b'], 1)).toBe('b')
  expect(elementOf(Uint16Array.of(7, 0), 1)).toBe(0)
  expect(() => elementOf(['a', 'b'], 2)).toThrow('element 2 of 2 is missing')
  expect(() => elementOf(new Float32Array(3), -1)).toThrow('element -1 of 3 is missing')
})
