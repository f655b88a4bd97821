/** Lines of prose in Markdown, broken so that a change of one figure is a change of one short line. */

const longest = 120

/** Breaks paragraphs and list items between words. Tables and headings stay: a broken row is a row less. */
export const wrapped = (markdown: string): string => markdown.split('\n').map(brokenLine).join('\n')

function brokenLine(line: string): string {
  if (line.length <= longest || /^[|#]/.test(line)) return line
  const indent = line.startsWith('- ') ? '  ' : ''
  const lines: string[] = []
  let current = ''
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > longest) {
      lines.push(current)
      current = indent + word
    } else current = current === '' ? word : `${current} ${word}`
  }
  return [...lines, current].join('\n')
}
