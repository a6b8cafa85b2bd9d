/** The stock application as a process of its own, so that what it prints can be searched. */
import { startStockApp } from './stock-app.ts';

await startStockApp({ port: Number(process.env['PORT']), logLevel: process.env['LOG_LEVEL'] ?? 'info' });
