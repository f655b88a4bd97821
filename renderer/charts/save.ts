/** What a page shows as a file: a drawing as SVG, or as PNG at twice its size, figures as CSV. */
import { download } from '../transport/download'
import { fileName, toCsv, type Table } from '../figures/csv'
import type { Heading } from './headedSvg'

function saveSvg(document: string, name: string): void {
  download(new Blob([document], { type: 'image/svg+xml' }), name)
}

async function savePng(svg: string, name: string): Promise<void> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = 2 * image.width
  canvas.height = 2 * image.height
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  canvas.toBlob((blob) => { if (blob !== null) download(blob, name) })
}

export const pictureKinds = ['PNG', 'SVG'] as const
export type PictureKind = (typeof pictureKinds)[number]

/** @param svg with this heading, by which the file is named */
export function savePicture(svg: string, { title, of }: Heading, kind: PictureKind): void {
  const name = fileName([...of, title], kind.toLowerCase())
  if (kind === 'SVG') saveSvg(svg, name)
  else void savePng(svg, name)
}

export function saveCsv(table: Table, name: string): void {
  download(new Blob([toCsv(table)], { type: 'text/csv;charset=utf-8' }), name)
}
