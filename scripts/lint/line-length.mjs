/**
 * No line is longer than 120 columns: then two files fit beside each other, and a difference between versions is read
 * without scrolling. One rule for everything of a file, so that templates and styles of pages are held to it too.
 */
export const longestLine = 120

/** A path to elsewhere breaks when it is broken. */
const address = /https?:\/\/\S+/g

/**
 * Columns of a line that could be broken: addresses and regular expressions have no place for that.
 * @param {string} line @param {readonly string[]} [whole] parts of it that cannot be broken
 */
export function columnsOf(line, whole = []) {
  const unbreakable = [...(line.match(address) ?? []), ...whole]
  return unbreakable.reduce((columns, part) => columns - [...part].length, [...line].length)
}

/** @type {import('eslint').Rule.RuleModule} */
export const lineLength = {
  meta: { type: 'layout', docs: { description: `keep lines to ${longestLine} columns` }, schema: [] },
  create(context) {
    const check = () => {
      const expressions = context.sourceCode.ast.tokens.filter(({ type }) => type === 'RegularExpression')
      context.sourceCode.lines.forEach((line, index) => {
        if (line.length <= longestLine) return
        const own = expressions.filter(({ loc }) => loc.start.line === index + 1).map(({ value }) => value)
        const columns = columnsOf(line, own)
        if (columns <= longestLine) return
        const place = { line: index + 1, column: longestLine }
        context.report({ loc: place, message: `This line has ${columns} columns; break it before ${longestLine}.` })
      })
    }
    return { Program: check }
  }
}
