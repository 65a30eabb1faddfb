import './locale.ts';
import { h, hydrate } from 'preact';
import type { Page } from '../views/page.ts';
import { Shown } from './shown.ts';
import './styles/all.css';

const shown = document.getElementById('shown')?.textContent;
const place = document.getElementById('page');
if (shown && place) hydrate(h(Shown, { first: JSON.parse(shown) as Page }), place);
