/** Loaded only when there is a formula to draw. */
import './math.css'

export { drawMath } from '@folio/markdown/math'
