import { spawn } from 'node:child_process';
import { constants } from 'node:os';

import { ROOT, Stop } from './project.mjs';

const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const STDERR = 2;

/** As `run`, for what comes before the command that was asked for: its output may be on its way into a file, and should be nothing else. */
export function runBefore(command, args) {
  return run(command, args, STDERR);
}

/** Runs a command in the foreground, as if it were this process, and resolves to its exit code as a shell counts it. */
export function run(command, args, stdout = 'inherit') {
  return new Promise((resolve, reject) => {
    // Windows finds npm.cmd and node_modules/.bin/*.cmd only through a shell.
    const stdio = ['inherit', stdout, 'inherit'];
    const child = spawn(command, args, { cwd: ROOT, stdio, shell: process.platform === 'win32' });
    const stopForwarding = forwardSignals(child);
    child.once('error', (error) => {
      stopForwarding();
      reject(new Stop(`${command} could not be started: ${error.message}`));
    });
    child.once('close', (code, signal) => {
      stopForwarding();
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

function forwardSignals(child) {
  const forward = (signal) => {
    // Ctrl-C reaches the whole foreground group; a second SIGINT would read as "stop at once".
    const terminalDidIt = signal === 'SIGINT' && process.stdin.isTTY;
    if (!terminalDidIt) child.kill(signal);
  };
  for (const signal of FORWARDED_SIGNALS) process.on(signal, forward);
  return () => {
    for (const signal of FORWARDED_SIGNALS) process.off(signal, forward);
  };
}
