const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'
const live = process.stdout.isTTY && !process.env.CI

/** What is under way, in the order it began. */
const running = new Set()
let timer
let frame = 0

/** In a terminal one line that moves; elsewhere a line at the start, each half minute, and at the end. */
export function startProgress(label) {
  const step = { label, started: Date.now(), last: '' }
  running.add(step)
  if (!live) console.log(`… ${label}`)
  timer ??= setInterval(live ? draw : report, live ? 100 : 30_000)
  return {
    /** Output of the command: its last line is shown behind the label. */
    say(text) {
      // Escape sequences of the command's own would move the cursor.
      const lines = text.replace(/\u001b\[[\d;?]*[A-Za-z]/g, '').split(/[\r\n]+/)
      step.last =
        lines
          .filter(line => line.trim())
          .at(-1)
          ?.trim() ?? step.last
    },
    end(ok) {
      running.delete(step)
      if (running.size === 0) timer = void clearInterval(timer)
      console.log(`${live ? '\r\u001b[2K' : ''}${ok ? '✓' : '✗'} ${label} (${seconds(step)})`)
    },
  }
}

function draw() {
  const [first] = running
  const labels = `${[...running].map(step => step.label).join(', ')} ${seconds(first)}`
  const tail = first.last.slice(0, Math.max(0, (process.stdout.columns || 80) - labels.length - 4))
  process.stdout.write(`\r\u001b[2K${FRAMES[frame++ % FRAMES.length]} ${labels} \u001b[2m${tail}\u001b[0m`)
}

function report() {
  for (const step of running) console.log(`… ${step.label}, ${seconds(step)}`)
}

function seconds(step) {
  return `${((Date.now() - step.started) / 1000).toFixed(1)} s`
}
