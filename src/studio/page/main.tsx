import { render } from 'preact';
import { App } from './app.tsx';
import './styles/page.css';

const root = document.getElementById('studio');
if (root) render(<App />, root);
