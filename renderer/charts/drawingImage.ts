/** A drawing of the page as a document of its own. */
import { headedSvg, type HeadedDrawing } from './headedSvg'

export interface Picture extends Omit<HeadedDrawing, 'content'> {
  /** What is drawn, with its look in attributes. */
  readonly content: SVGGElement
}

/** What only a page has: for hands, for assistive programs, for its stylesheet. */
const isOfPage = (name: string): boolean => /^(data-|aria-|role$|tabindex$|class$)/.test(name)

export function standAlone({ content, width, height, ...head }: Picture): string {
  const copy = content.cloneNode(true) as SVGGElement
  for (const part of [copy, ...copy.querySelectorAll('*')])
    for (const name of part.getAttributeNames()) if (isOfPage(name)) part.removeAttribute(name)
  return headedSvg({
    ...head, width: Math.ceil(width), height: Math.ceil(height), content: new XMLSerializer().serializeToString(copy)
  })
}
