/** The inference rules as a command line names them. */
import { givenBetaSchema, type GivenBeta } from '../../preload/schema/configuration'
import { parseBeta } from '../../preload/schema/beta'
import {
  evaluationRuleNames,
  maskFormSchema,
  sweepBetas,
  sweepRules,
  type EvaluationRule,
  type MaskForm
} from '../../preload/schema/evaluation'
import { Failure } from '../../preload/schema/failure'

export interface RuleOptions { rule?: string; beta?: string; form?: string; sweep?: string | true }

/** The rule that is asked for beside ReLU and MaskT; null when it is one of these. */
export function ruleFrom(options: RuleOptions): EvaluationRule | null {
  const name = evaluationRuleNames.find((candidate) => candidate === (options.rule ?? 'relu'))
  if (!name) throw new Failure(`There is no rule "${options.rule}"; --rule takes ${evaluationRuleNames.join(', ')}.`)
  const form = options.form === undefined ? 'affine' : formFrom(options.form)
  if (name === 'relu' || name === 'maskt') {
    const given =
      options.beta !== undefined
        ? '--beta'
        : options.form !== undefined && options.sweep === undefined
          ? '--form'
          : null
    if (given) throw new Failure(`${given} goes with --rule threshold or --rule energy.`)
    return null
  }
  if (options.beta !== undefined) return { rule: name, form, beta: betaFrom('--beta', options.beta) }
  if (options.sweep === undefined)
    throw new Failure(`--rule ${name} needs --beta: a number from 0, or quantile:0.5 for one β per layer.`)
  return null
}

/** Both rules in both forms unless one was chosen, at each β of a list. */
export function sweepFrom(options: RuleOptions): EvaluationRule[] {
  if (options.sweep === undefined) return []
  const betas = options.sweep === true ? sweepBetas : listedBetas(options.sweep)
  const form = options.form === undefined ? null : formFrom(options.form)
  const chosen = options.rule === 'threshold' || options.rule === 'energy' ? options.rule : null
  return sweepRules(betas).filter(
    (rule) => (chosen === null || rule.rule === chosen) && (form === null || ('form' in rule && rule.form === form))
  )
}

/** Values in one sweep: more would be drawn over each other. */
const mostBetas = 100

function listedBetas(text: string): number[] {
  const values = text.split(',').map((one) => betaFrom('--sweep', one))
  if (values.length > mostBetas) throw new Failure(`--sweep takes at most ${mostBetas} values, not ${values.length}.`)
  return values.map((beta) => {
    if (beta.kind !== 'fixed') throw new Failure(`--sweep takes numbers from 0, as in --sweep 0,0.1,1, not "${text}".`)
    return beta.value
  })
}

function formFrom(text: string): MaskForm {
  const form = maskFormSchema.safeParse(text)
  if (!form.success) throw new Failure(`--form takes affine or linear, not "${text}".`)
  return form.data
}

function betaFrom(option: string, text: string): GivenBeta {
  const parsed = givenBetaSchema.safeParse(parseBeta(text))
  if (parsed.success) return parsed.data
  const takes =
    option === '--beta'
      ? 'a number from 0 to 1000000, or quantile:0.5'
      : 'numbers from 0 to 1000000, as in --sweep 0,0.1,1'
  throw new Failure(`${option} takes ${takes}, not "${text}".`)
}
