import { Chalk } from 'chalk';
import { type Palette, plainPalette } from './palette.js';

/** Signs in colours. A file of its own: chalk is loaded where there are colours. */
export function colourPalette(unicode: boolean): Palette {
  const chalk = new Chalk({ level: 1 });
  return {
    ...plainPalette(unicode),
    tone: {
      good: chalk.green,
      error: chalk.red,
      warning: chalk.yellow,
      inconclusive: chalk.magenta,
      notice: chalk.cyan,
      skipped: chalk.dim,
    },
    strong: chalk.bold,
    dim: chalk.dim,
    commands: (text) => text.replace(/`([^`]+)`/gu, (_, command: string) => chalk.cyan(command)),
  };
}
