/** The theme of VitePress, with room for commands. */
import theme from 'vitepress/theme';
import './style.css';

export default theme;
