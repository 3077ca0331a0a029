import { render } from 'preact';
import { routeOf } from './app/routes';
import { start } from './app/router';
import { Shell } from './app/shell';
import { watchWorker } from './app/worker';

start(path => routeOf(path) !== undefined);
render(<Shell />, document.getElementById('app')!);
watchWorker();
