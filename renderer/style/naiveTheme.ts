import type { GlobalThemeOverrides } from 'naive-ui'
import { fontFamily, monospaceFamily } from '../../charts/fonts'
import type { Palette } from '../../charts/palette'

const sizes = {
  fontFamily,
  fontFamilyMono: monospaceFamily,
  fontSize: '13px',
  fontSizeMini: '12px',
  fontSizeTiny: '12px',
  fontSizeSmall: '13px',
  fontSizeMedium: '13px',
  fontSizeLarge: '14px',
  heightTiny: '22px',
  heightSmall: '28px',
  heightMedium: '32px',
  heightLarge: '36px',
  borderRadius: '5px',
  borderRadiusSmall: '4px',
  lineHeight: '1.5'
} as const

const coloursOf = (palette: Palette) => ({
  primaryColor: palette.accent,
  primaryColorHover: palette.accentStrong,
  primaryColorPressed: palette.accentStrong,
  primaryColorSuppl: palette.accent,
  errorColor: palette.bad,
  errorColorHover: palette.bad,
  errorColorPressed: palette.bad,
  errorColorSuppl: palette.bad,
  warningColor: palette.warning,
  warningColorHover: palette.warning,
  successColor: palette.good,
  bodyColor: palette.ground,
  cardColor: palette.surface,
  modalColor: palette.surface,
  popoverColor: palette.surface,
  inputColor: palette.surface,
  hoverColor: palette.hover,
  dividerColor: palette.line,
  borderColor: palette.lineStrong,
  textColorBase: palette.ink,
  textColor1: palette.ink,
  textColor2: palette.ink,
  textColor3: palette.inkFaint,
  placeholderColor: palette.inkFaint,
  closeIconColor: palette.inkSoft,
  clearColor: palette.inkFaint
})

export function naiveTheme(palette: Palette): GlobalThemeOverrides {
  return {
    common: { ...sizes, ...coloursOf(palette) },
    Button: {
      fontWeight: '500',
      textColorPrimary: palette.onAccent,
      textColorHoverPrimary: palette.onAccent,
      textColorPressedPrimary: palette.onAccent,
      textColorFocusPrimary: palette.onAccent,
      border: `1px solid ${palette.lineStrong}`,
      paddingMedium: '0 12px',
      paddingSmall: '0 10px',
      paddingTiny: '0 8px',
      rippleDuration: '0s'
    },
    Input: { border: `1px solid ${palette.lineStrong}`, boxShadowFocus: `0 0 0 2px ${palette.accentWash}` },
    InternalSelection: {
      border: `1px solid ${palette.lineStrong}`,
      boxShadowFocus: `0 0 0 2px ${palette.accentWash}`,
      boxShadowActive: `0 0 0 2px ${palette.accentWash}`
    },
    Card: {
      borderRadius: '8px',
      titleFontSizeSmall: '15px',
      titleFontWeight: '600',
      actionColor: palette.surface,
      paddingSmall: '16px 20px'
    },
    Message: { fontSize: '13px', color: palette.surface }
  }
}
