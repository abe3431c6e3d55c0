/* Vant's button with its styles, kept out of the first page. */
import Button from 'vant/es/button'
import 'vant/es/style/base.css'
import 'vant/es/button/index.css'

export default Button
